"""What a check found, in the words of whoever asked: a person, a CI system, a program."""
