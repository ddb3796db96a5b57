import { Problem } from "./problem.ts";

/** What was described; undefined when it does not exist any more. */
export async function unlessGone<T>(described: Promise<T>): Promise<T | undefined> {
    try {
        return await described;
    } catch (error) {
        if (Problem.is(error, "resourceGone")) {
            return undefined;
        }
        throw error;
    }
}
