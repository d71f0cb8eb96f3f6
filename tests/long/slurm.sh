#!/bin/sh
# slurm.sh -- the README's job array under a real Slurm: a controller and a node of this machine's own, with a
# configuration, keys, sockets and state in the box. Its four parts, merged, are the bytes of one run.
. "$(dirname "$0")/../support/tap.inc"

for tool in munged slurmctld slurmd sbatch squeue scancel sinfo; do
  if ! PATH=$PATH:/usr/sbin command -v $tool >/dev/null; then
    skip "a job array under Slurm" "$tool is not there: install slurm-wlm and munge"
    plan
  fi
done
if [ "$(id -u)" -ne 0 ]; then
  skip "a job array under Slurm" "its daemons want to be root"
  plan
fi
PATH=$(dirname "$OPTBENCH"):$PATH:/usr/sbin
export PATH SLURM_CONF="$box/slurm.conf"

daemons=
stop() {
  [ -z "$daemons" ] || scancel --user=root --signal=KILL >/dev/null 2>&1
  [ -z "$daemons" ] || timeout 300 sh -c 'while [ -n "$(squeue -h -o %i 2>/dev/null)" ]; do sleep 0.1; done'
  for process in $daemons; do kill "$process" 2>/dev/null; done
  for process in $daemons; do
    timeout 10 sh -c "while kill -0 $process 2>/dev/null; do sleep 0.05; done" || kill -KILL "$process" 2>/dev/null
  done
  daemons=
}
trap 'stop; cd / && rm -rf "$box"' EXIT
daemon() { # NAME COMMAND ...: in the foreground of a process of ours
  name=$1
  shift
  "$@" >"$box/$name.log" 2>&1 &
  daemons="$! $daemons"
}

host=$(hostname -s)
# Ports that nobody else has: this process's number makes them differ between tests at the same time.
port=$((20000 + $$ % 20000))
mkdir -m 755 munge && mkdir state spool
head -c 128 /dev/urandom >munge/key && chmod 600 munge/key
cat >slurm.conf <<END
ClusterName=optbench
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$box/munge/socket
StateSaveLocation=$box/state
SlurmdSpoolDir=$box/spool
SlurmctldPidFile=$box/slurmctld.pid
SlurmdPidFile=$box/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=60 State=UP
END
chmod 755 "$box"
daemon munged munged --foreground --force --key-file="$box/munge/key" --socket="$box/munge/socket" \
  --pid-file="$box/munge/pid" --log-file="$box/munge/log" --seed-file="$box/munge/seed" --num-threads=2
ready() { timeout 300 sh -c "until $1; do sleep 0.1; done"; }
check "munged is there" ready "[ -S munge/socket ]" || cat munged.log
daemon slurmctld slurmctld -D -f "$SLURM_CONF"
daemon slurmd slurmd -D -f "$SLURM_CONF"
up() { ready "sinfo -h -o %t 2>/dev/null | grep -qx idle" || { sinfo; tail -n 8 slurmctld.log slurmd.log; return 1; }; }
if ! check "Slurm is there, and its node idle" up; then
  plan
fi

# The file that stands in the README, with four parts of a smaller campaign.
awk '/^```bash/ { on = 1; next } /^```/ { on = 0 } on' "$ROOT/bench/README.md" |
  sed 's/16/4/g' >parts.sbatch
check "the file has an array, and parts" sh -c 'grep -q "^#SBATCH --array=1-4$" parts.sbatch && grep -q "^parts=4$" parts.sbatch'
cat >mine.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 5, 10
optimizers = adam, es, cmaes
runs = 5
budget = 500d
END
"$OPTBENCH" run mine.ini --out one >/dev/null 2>&1
export CAMPAIGN=mine.ini RESULTS=array
ended() { ready "[ -z \"\$(squeue -h -o %i)\" ]"; }
submit() { # OPTIONS: and wait for it
  sbatch --parsable "$@" >job && timeout 600 sh -c 'while [ -n "$(squeue -h -o %i)" ]; do sleep 0.2; done' ||
    { squeue; cat parts-*.log; tail -n 8 slurmctld.log slurmd.log; return 1; }
}
has_parts() { [ "$(ls array/parts)" = "$(printf '%s-of-4.journal\n' "$@")" ] || { ls -A array/parts; cat parts-*.log; return 1; }; }
check "two tasks of the array alone" submit --array=2,4 parts.sbatch
check "are parts 2 and 4 of four" has_parts 2 4
says() {
  "$OPTBENCH" merge array 2>said
  [ $? -eq 2 ] && grep -q 'not all of the 4 parts are in array/parts: 1, 3 missing; ' said || { cat said; return 1; }
}
check "merge says which are missing" says
check "the whole array" submit parts.sbatch
check "is all parts" has_parts 1 2 3 4
kept() { grep -q 'mine: [0-9]* runs were there already' parts-2.log && grep -q 'mine: [0-9]* runs, ' parts-1.log; }
check "those that were there were not made again" kept
merged() { "$OPTBENCH" merge array && diff -r -x provenance.csv one array && clean array; }
check "merged: the bytes of one run" merged

# As the README has it in one line: the merge waits for the array.
chained() {
  rm -rf array
  sbatch --dependency=afterok:"$(sbatch --parsable parts.sbatch)" --output=merge.log --wrap "optbench merge array" >job &&
    timeout 600 sh -c 'while [ -n "$(squeue -h -o %i)" ]; do sleep 0.2; done' && diff -r -x provenance.csv one array ||
    { cat merge.log parts-*.log; squeue; return 1; }
}
check "the array, and a merge that waits for it" chained

# A task that Slurm ends goes on when it is submitted again.
cat >long.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 20
optimizers = cmaes, adam
runs = 80
budget = 60k
target = none
trace = none
END
"$OPTBENCH" run long.ini --out straight >/dev/null 2>&1
cancelled() {
  export CAMPAIGN=long.ini RESULTS=taken
  job=$(sbatch --parsable --array=1 --cpus-per-task=1 parts.sbatch) &&
    ready "[ \"\$(cat taken/parts/.new-1-of-4.journal 2>/dev/null | grep -ac '^run ')\" -ge 2 ]" && scancel "$job" &&
    ended && grep -q 'interrupted; .* --part 1/4 --out taken. carries on' parts-1.log && [ ! -e taken/parts/1-of-4.journal ] ||
    { cat parts-1.log; ls -A taken/parts; return 1; }
  submit parts.sbatch && "$OPTBENCH" merge taken && diff -r -x provenance.csv straight taken
}
check "cancelled, submitted again, merged" cancelled
stop
check "no daemon is left" test -z "$(pgrep -f "$box" || true)"
plan
