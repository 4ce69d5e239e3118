"""Designs for the question: is it a shift?"""
