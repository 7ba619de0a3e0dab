// Documents as JavaScript programs write them: `node make.cjs <producer> <story.json> <target>`; see ../README.md.
const fs = require("fs");
const path = require("path");
const home = process.env.CORPUS_NODE_MODULES;
const load = (name) => require(path.join(home, name));
const [producer, source, target] = process.argv.slice(2);
const story = JSON.parse(fs.readFileSync(source, "utf8"));
const text = (line) => line.map((piece) => piece.text).join("");

async function docx() {
  const d = load("docx");
  const run = (piece) =>
    piece.address
      ? new d.ExternalHyperlink({ link: piece.address, children: [new d.TextRun({ text: piece.text, style: "Hyperlink" })] })
      : new d.TextRun(piece.text);
  const levels = { h1: d.HeadingLevel.HEADING_1, h2: d.HeadingLevel.HEADING_2, h3: d.HeadingLevel.HEADING_3 };
  const children = story.blocks.flatMap((block) => {
    if (block.kind === "table")
      return [new d.Table({ rows: block.rows.map((row) => new d.TableRow({ children: row.map((cell) => new d.TableCell({ children: [new d.Paragraph(cell)] })) })) })];
    return block.lines.map((line) => new d.Paragraph({ children: line.map(run), heading: levels[block.kind], bullet: block.kind === "ul" ? { level: 0 } : undefined }));
  });
  const document = new d.Document({
    sections: [
      {
        properties: { column: { count: 2, space: 400 } },
        headers: { default: new d.Header({ children: [new d.Paragraph(story.header)] }) },
        footers: { default: new d.Footer({ children: [new d.Paragraph({ children: [new d.TextRun({ children: ["Page ", d.PageNumber.CURRENT, " of ", d.PageNumber.TOTAL_PAGES] })] })] }) },
        children,
      },
    ],
  });
  fs.writeFileSync(target, await d.Packer.toBuffer(document));
}

async function htmlToDocx() {
  fs.writeFileSync(target, await load("html-to-docx")(story.html, null, { lang: "en-GB" }));
}

async function pdfmake() {
  const make = load("pdfmake");
  const fonts = { Sans: { normal: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", bold: "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf" } };
  const inline = (line) => line.map((piece) => (piece.address ? { text: piece.text, link: piece.address } : piece.text));
  const sizes = { h1: 20, h2: 14, h3: 12 };
  const render = (block) => {
    if (block.kind === "ul") return { ul: block.lines.map((line) => ({ text: inline(line) })) };
    if (block.kind === "table") return { table: { body: block.rows } };
    return block.lines.map((line) => ({ text: inline(line), fontSize: sizes[block.kind] || 10, bold: block.kind !== "p", margin: [0, 4, 0, 2] }));
  };
  const content = story.parts.map((columns) =>
    columns.length === 1
      ? columns[0].map(render)
      : { columns: [{ width: "30%", stack: columns[0].map(render) }, { width: "*", stack: columns[1].map(render) }], columnGap: 20 });
  const definition = { content, defaultStyle: { font: "Sans", fontSize: 10 } };
  if (make.createPdf) {
    if (make.addFonts) make.addFonts(fonts);
    if (make.setUrlAccessPolicy) make.setUrlAccessPolicy(() => false);
    await make.createPdf(definition).write(target);
  } else {
    const document = new make(fonts).createPdfKitDocument(definition);
    await new Promise((done) => { document.pipe(fs.createWriteStream(target)).on("finish", done); document.end(); });
  }
}

async function jspdf() {
  const { jsPDF } = load("jspdf");
  const document = new jsPDF({ unit: "pt", format: "a4" });
  let y = 60;
  const put = (line, x, size) => {
    document.setFontSize(size);
    for (const part of document.splitTextToSize(line, 470 - x)) {
      if (y > 790) { document.addPage(); y = 60; }
      document.text(part, 60 + x, y);
      y += size * 1.35;
    }
  };
  for (const block of story.blocks) {
    const size = { h1: 20, h2: 14, h3: 12 }[block.kind] || 10.5;
    if (block.kind === "table") {
      for (const row of block.rows) { row.forEach((cell, index) => { document.setFontSize(10.5); document.text(cell, 60 + index * 120, y); }); y += 16; }
    } else for (const line of block.lines) {
      if (block.kind === "ul") { document.setFontSize(10.5); if (y > 790) { document.addPage(); y = 60; } document.text("•", 60, y); put(text(line), 14, 10.5); }
      else put(text(line), 0, size);
    }
    y += 6;
  }
  fs.writeFileSync(target, Buffer.from(document.output("arraybuffer")));
}

({ docx, htmlToDocx, pdfmake, jspdf })[producer]().catch((error) => { console.error(error); process.exit(1); });
