# sequence.gp -- the order in which a panel's curves are drawn: grey ones lie below all others.
#
# In:  seq_from and seq_many: curves seq_from+1 to seq_from+seq_many; seq_down = 1: the first of them
#      comes last. rest(c) of text.gp.
# Out: seq[1] to seq[seq_many], the grey ones first; seq_rest, how many these are. One more is there,
#      as a loop without a pass reads the first all the same.
if (!exists("seq_down")) { seq_down = 0 }
array seq[seq_many+1]
seq[seq_many+1] = seq_from+1
seq_rest = 0; seq_at = 0
do for [seq_grey=1:0:-1] {
  do for [seq_i=1:seq_many] {
    seq_c = seq_from + (seq_down ? seq_many+1-seq_i : seq_i)
    if (rest(seq_c) == seq_grey) { seq_at = seq_at+1; seq[seq_at] = seq_c; seq_rest = seq_rest + seq_grey }
  }
}
