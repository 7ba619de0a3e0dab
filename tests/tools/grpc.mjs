// A gRPC client that knows a server only through its reflection: lists, describes and calls. Run it without arguments for help.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import * as grpc from '@grpc/grpc-js';
import reflectionClient from 'grpc-js-reflection-client';

// The protobufjs that the reflection client itself uses: a second copy would not know its types.
const require = createRequire(createRequire(import.meta.url).resolve('grpc-js-reflection-client'));
const protobuf = require('protobufjs');

const HELP = `Usage: node grpc.mjs <host:port> <command>

  list                                  the services
  describe <symbol>                     a service, message or enum
  call <service>/<method> <json>...     one call; several JSON messages for a stream of requests

Bytes are base64 in JSON, 64-bit integers strings. A streamed answer is one JSON message a line.

Options:
  --timeout <seconds>   the call's deadline (default 30)
  --limit <n>           end the call after n answers (for streams that never end, e.g. Health/Watch)

Exit status: 0 done, 1 the call failed (code and message on stderr), 2 wrong usage.`;

const DEADLINE_S = 30;
const JSON_FORM = { longs: String, enums: String, bytes: String, defaults: true, oneofs: false };

class UsageError extends Error {}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { timeout: { type: 'string' }, limit: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [address, command, subject, ...messages] = positionals;
  if (values.help || !address || !command) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const timeout_s = Number(values.timeout ?? DEADLINE_S);
  const limit = Number(values.limit ?? Infinity);
  if (!(timeout_s > 0) || !(limit >= 1)) throw new UsageError('--timeout and --limit take a number above 0');
  const server = new Server(address, timeout_s);
  switch (command) {
    case 'list':
      for (const name of (await server.services()).sort()) console.log(name);
      return 0;
    case 'describe':
      if (!subject) throw new UsageError('describe needs a symbol');
      console.log(describe(await server.lookup(subject)));
      return 0;
    case 'call':
      if (!subject) throw new UsageError('call needs <service>/<method>');
      await call(server, subject, messages, limit);
      return 0;
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

class Server {
  constructor(address, timeout_s) {
    this.address = address;
    this.deadline = () => new Date(Date.now() + timeout_s * 1000);
    this.reflection = new reflectionClient.GrpcReflection(address, grpc.credentials.createInsecure());
  }

  services() {
    return this.reflection.listServices('*', new grpc.Metadata(), { deadline: this.deadline() });
  }

  /** The protobufjs object of a full name: service, message, enum or `service.method`. */
  async lookup(symbol) {
    const descriptor = await this.reflection.getDescriptorBySymbol(symbol, new grpc.Metadata(), {
      deadline: this.deadline(),
    });
    const root = descriptor.getProtobufJsRoot();
    root.resolveAll();
    const found = root.lookup(symbol);
    if (!found) throw new UsageError(`${symbol} is not described by the server`);
    return found;
  }
}

/** Calls `path` with the messages and prints each answer. */
async function call(server, path, texts, limit) {
  const [serviceName, methodName] = path.split('/');
  const service = await server.lookup(serviceName);
  const method = service.methods?.[methodName];
  if (!method) throw new UsageError(`${serviceName} has no method ${methodName ?? ''}`);
  const requests = texts.map((text) => toMessage(method.resolvedRequestType, text));
  if (!method.requestStream && requests.length !== 1) throw new UsageError(`${path} takes exactly one message`);

  const client = new grpc.Client(server.address, grpc.credentials.createInsecure());
  const wire = [
    `/${serviceName}/${methodName}`,
    (message) => Buffer.from(method.resolvedRequestType.encode(message).finish()),
    (bytes) => method.resolvedResponseType.decode(bytes),
  ];
  const options = { deadline: server.deadline() };
  const print = (message) => console.log(JSON.stringify(method.resolvedResponseType.toObject(message, JSON_FORM)));
  try {
    if (method.responseStream) {
      const stream = method.requestStream
        ? client.makeBidiStreamRequest(...wire, options)
        : client.makeServerStreamRequest(...wire, requests[0], options);
      if (method.requestStream) writeAll(stream, requests);
      await printAll(stream, print, limit);
    } else {
      print(
        await new Promise((resolve, reject) => {
          const done = (error, answer) => (error ? reject(error) : resolve(answer));
          if (!method.requestStream) client.makeUnaryRequest(...wire, requests[0], options, done);
          else writeAll(client.makeClientStreamRequest(...wire, options, done), requests);
        }),
      );
    }
  } finally {
    client.close();
  }
}

function writeAll(stream, requests) {
  for (const request of requests) stream.write(request);
  stream.end();
}

async function printAll(stream, print, limit) {
  let count = 0;
  for await (const message of stream) {
    print(message);
    if (++count >= limit) {
      stream.on('error', () => {}); // our own cancellation
      stream.cancel();
      return;
    }
  }
}

/** A message of `type` from JSON; unknown fields and wrong types are mistakes of the caller. */
function toMessage(type, text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`not JSON: ${error.message}`);
  }
  refuseUnknown(type, json);
  const message = type.fromObject(json);
  const mistake = type.verify(message);
  if (mistake) throw new UsageError(`${type.fullName.slice(1)}: ${mistake}`);
  return message;
}

function refuseUnknown(type, json) {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw new UsageError(`${type.fullName.slice(1)} must be a JSON object`);
  }
  for (const [name, value] of Object.entries(json)) {
    const field = type.fields[name];
    if (!field) throw new UsageError(`${type.fullName.slice(1)} has no field ${name}`);
    if (field.resolvedType instanceof protobuf.Type && !field.map) {
      for (const item of field.repeated ? value : [value]) refuseUnknown(field.resolvedType, item);
    }
  }
}

/** A symbol as it would stand in a .proto file. */
function describe(symbol) {
  const name = symbol.fullName.slice(1);
  const typeName = (resolved, plain) => (resolved ? resolved.fullName.slice(1) : plain);
  const stream = (is) => (is ? 'stream ' : '');
  if (symbol instanceof protobuf.Service) {
    return block(`service ${name}`, symbol.methodsArray.map(rpc));
  }
  if (symbol instanceof protobuf.Method) return rpc(symbol);
  if (symbol instanceof protobuf.Enum) {
    return block(`enum ${name}`, Object.entries(symbol.values).map(([key, number]) => `${key} = ${number};`));
  }
  if (symbol instanceof protobuf.Type) {
    const line = (field) => {
      const kind = typeName(field.resolvedType, field.type);
      const label = field.map ? `map<${field.keyType}, ${kind}>` : `${field.repeated ? 'repeated ' : ''}${kind}`;
      return `${label} ${field.name} = ${field.id};`;
    };
    const oneofs = symbol.oneofsArray.filter((oneof) => oneof.fieldsArray.length > 1 || !oneof.name.startsWith('_'));
    const inOneof = new Set(oneofs.flatMap((oneof) => oneof.fieldsArray));
    return block(`message ${name}`, [
      ...oneofs.map((oneof) => block(`oneof ${oneof.name}`, oneof.fieldsArray.map(line))),
      ...symbol.fieldsArray.filter((field) => !inOneof.has(field)).map(line),
    ]);
  }
  throw new UsageError(`${name} is neither a service, a method, a message nor an enum`);

  function rpc(method) {
    const request = stream(method.requestStream) + typeName(method.resolvedRequestType, method.requestType);
    const response = stream(method.responseStream) + typeName(method.resolvedResponseType, method.responseType);
    return `rpc ${method.name}(${request}) returns (${response});`;
  }
}

function block(head, lines) {
  if (!lines.length) return `${head} {}`;
  return `${head} {\n${lines.map((line) => line.replace(/^/gm, '  ')).join('\n')}\n}`;
}

/** What went wrong, in one line: the name of gRPC's code and the message. */
function complaint(error) {
  if (typeof error.code === 'number') return `${grpc.status[error.code]}: ${error.details}`;
  // The reflection client wraps failures as text ("14 UNAVAILABLE: ...") and passes the server's answer on bare.
  const text = String(error.message ?? error);
  const wrapped = /^(?:Error: )?\d+ ([A-Z_]+: .*)$/s.exec(text);
  if (wrapped) return wrapped[1];
  return error.name === 'ReflectionRequestException' || text === 'not found' ? `NOT_FOUND: ${text}` : text;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(complaint(error));
  process.exitCode = error instanceof UsageError || String(error.code).startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
