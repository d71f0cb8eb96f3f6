# restarts.gp -- runtime profile with simulated restarts: profile.gp over restarts.csv. The axis ends
# at `beyond` budgets, where a simulated run is given up.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
figure = "restarts"
beyond = 10
heading(n) = sprintf(lead."{/:Bold %s}   %d simulated runs, of up to 10 budgets each", titled("Runtime profile with simulated restarts"), n)
call here."profile.gp" ARG1 ARG2
