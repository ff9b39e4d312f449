"""Pictures and the case report: a software renderer, CT slices with overlays, and the PDF for the radiologist."""
