"""An emulator of RunPod's serverless API: its wire, a Faster-Whisper worker behind it, faults on demand."""
