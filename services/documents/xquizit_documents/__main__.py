"""`python -m xquizit_documents`."""

from xquizit_documents.config import DocumentsSettings
from xquizit_documents.server import compose
from xquizit_kit.process import run_service

if __name__ == "__main__":
    run_service("documents", DocumentsSettings, compose)
