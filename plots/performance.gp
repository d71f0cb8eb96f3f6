# performance.gp -- performance profile: profile.gp over performance.csv, the share of problems solved
# within a factor of the best optimizer's average running time.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
figure = "performance"
of_costs = 0                                          # but of ratios
heading(n) = sprintf(lead."{/:Bold %s}   %d problems: function, dimension, instance, target", titled("Performance profile"), n)
across(axis) = "factor of the lowest average running time"
upward = "share of problems solved"
call here."profile.gp" ARG1 ARG2
