// One program with two tasks. Each loads what it needs and no more: there is a supervisor for every job and endpoint that runs.
void (process.argv[2] === "supervise"
    ? import("./runners/supervise.ts").then(async ({ supervise }) => supervise(process.argv[3] ?? ""))
    : import("./program.ts").then(async ({ runServer }) => runServer()));
