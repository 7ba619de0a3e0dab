"""The engine that asks by Google's Gemini models, through the google-genai SDK."""
