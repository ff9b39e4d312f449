"""Models and cases that hospitals share: drafted, reviewed by three panels, published, never changed after."""
