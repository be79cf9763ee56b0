//! Lightspeed eCom (C-Series), formerly SEOshop.
