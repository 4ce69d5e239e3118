"""The editions of a lesson, for students and instructors: made, checked, printed and marked."""
