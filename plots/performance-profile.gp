# performance-profile.gp -- performance profile: profile.gp over performance-profile.csv, the share of problems, each a cell and
# a start, solved within a factor of the least cost; a panel a target.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
figure = "performance-profile"
of_costs = 0                                          # the axis has no budgets on it
heading(n) = sprintf(lead."{/:Bold %s}   %d problems, each a cell and a start, d = %s", titled("Performance profile"), n, phrase(dims[1]))
across(axis) = "factor of the least cost from the same start"
upward = "share of problems solved"
call here."profile.gp" ARG1 ARG2
