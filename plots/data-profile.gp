# data-profile.gp -- data profile: profile.gp over data-profile.csv, the share of problems, each a cell and
# a start, solved within so many simplex gradients; a panel a target.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
figure = "data-profile"
of_costs = 0                                          # the axis has no budgets on it
heading(n) = sprintf(lead."{/:Bold %s}   %d problems, each a cell and a start, d = %s", titled("Data profile"), n, phrase(dims[1]))
across(axis) = "cost / (dimension + 1),  cost: ".axis
upward = "share of problems solved"
call here."profile.gp" ARG1 ARG2
