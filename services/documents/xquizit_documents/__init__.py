"""xquizit_documents."""
