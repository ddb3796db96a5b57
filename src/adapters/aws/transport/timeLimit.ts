/** A limit that does not run while a person is asked. */
export interface TimeLimit {
    /** Waits for a task no longer than the limit. */
    readonly of: <T>(task: Promise<T>) => Promise<T>;
    /** Runs a part of the task whose time does not count; the whole time is there again after it. */
    readonly without: <T>(part: () => Promise<T>) => Promise<T>;
}

/** Limits one task to so many milliseconds from now; `late` makes the error of one that takes longer. */
export function timeLimit(limitMs: number, late: () => Error): TimeLimit {
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined); // it may end before anybody waits
    const start = () => setTimeout(() => ended.reject(late()), limitMs);
    let timer = start();
    return {
        of: async (task) => {
            try {
                return await Promise.race([task, ended.promise]);
            } finally {
                clearTimeout(timer);
                task.catch(() => undefined);
            }
        },
        without: async (part) => {
            clearTimeout(timer);
            try {
                return await part();
            } finally {
                timer = start();
            }
        },
    };
}
