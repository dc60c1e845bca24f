"""What departments still owe an answer on: lists of measures, written out as workbooks that come back as submissions."""
