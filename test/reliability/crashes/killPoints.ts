/** Counts the points at which a process may die: before and after each call of what was counted, as every await of a chain is around one. */
export interface KillPoints {
    /** The same, with each of its methods counted. */
    counted<T extends object>(what: T): T;
    /** So many were passed. */
    readonly passed: number;
}

/** Kills this process, without a word to anybody, at the point of this number. */
export function killPoints(killAt: number): KillPoints {
    let passed = 0;
    const point = () => {
        passed++;
        if (passed === killAt) {
            process.kill(process.pid, "SIGKILL");
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // The kernel may take a moment.
        }
    };
    const counted = <T extends object>(what: T): T =>
        new Proxy(what, {
            get(target, key, receiver) {
                const member: unknown = Reflect.get(target, key, receiver);
                if (typeof member !== "function") {
                    return member;
                }
                return async (...args: unknown[]) => {
                    point();
                    const answer: unknown = await Reflect.apply(member, target, args);
                    point();
                    return typeof answer === "object" && answer !== null && "step" in answer ? counted(answer) : answer;
                };
            },
        });
    return {
        counted,
        get passed() {
            return passed;
        },
    };
}
