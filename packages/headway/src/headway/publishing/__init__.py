"""What a program's readers see: the mdBook preprocessor."""
