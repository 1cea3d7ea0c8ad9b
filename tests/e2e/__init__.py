"""The portal as a person sees it: a real Naiad, a real Chromium, real clients."""
