import { fileJournal } from "../../src/adapters/journal/fileJournal.ts";
import { Problem } from "../../src/core/problem.ts";

// A window that begins an operation as soon as it is told to, says what came of it, and lives on until its input ends.
const [, , directory = "", intent = ""] = process.argv;
process.stdin.once("data", () => {
    fileJournal({ directory, now: () => new Date(), warn: console.error })
        .begin(JSON.parse(intent))
        .then(
            () => console.log("begun"),
            (error: unknown) => console.log(Problem.is(error) ? error.code : String(error)),
        );
});
process.stdin.on("end", () => process.exit());
console.log("ready");
