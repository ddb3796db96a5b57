/** What each goal means; a goal counts as measured only where a run prints its figures. */
const GOALS = {
    R1: "a tail loses and doubles no line, through drops, empty pages, late lines and an expired token",
    R2: "under 30 % faults no result is wrong, and 99.9 % of operations succeed within their deadline",
    R3: "after SIGKILL at any point of a launch, deployment or deletion nothing is orphaned or doubled",
    R4: "where the answer to a change is lost, nothing is doubled and no error is false",
    R5: "no hostile name or path injects or alters an argument",
    R6: "no planted secret reaches a log, an error, a notification, a page or a tool",
    R8: "an untrusted workspace starts no process and gives no value",
    R9: "every failure of the catalogue that concerns this version has a test under its id",
    R10: "10 s after a cancel, a reload or a kill nothing of the run is left",
    R12: "a million log lines are shown in few appends, in little memory and without delay",
} as const;

/** A goal of reliability. */
export type Goal = keyof typeof GOALS;

/** Whether all is measured (`npm run bench:reliability`), or what takes a few seconds (`npm test`). */
export const isFull = process.env["RELIABILITY"] === "full";

/** How many of something a run is to take. */
export const sized = (short: number, full: number): number => (isFull ? full : short);

/** Prints one line of a goal: its id, its definition and the figures of this run. Tests judge the figures themselves. */
export function report(goal: Goal, figures: Readonly<Record<string, number | string>>): void {
    const measured = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
    console.log(`${goal}: ${GOALS[goal]} (${isFull ? "full" : "short"} run): ${measured.join(", ")}`);
}
