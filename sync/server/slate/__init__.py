"""The slate: what a piece of work reads and writes the books through, so that a whole batch of sales may be read and
written together.

``slate.py``    what book and intake ask for: a row, a member's rows, a new row, a changed one, one more of something
``at_once.py``  every question a statement, every change written as it is made
``gathered.py`` the rows of everybody in a batch read at once, and written at once when it is over
``layer.py``    what is still to be written       ``writing.py``  writing it: COPY, or many rows in one statement
"""
