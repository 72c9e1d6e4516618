"""The tests of the project, and the small news site that they run on."""
