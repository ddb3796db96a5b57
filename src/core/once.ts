/** Makes something when it is first asked for; what failed to be made is tried anew the next time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => {
        made ??= make();
        made.catch(() => (made = undefined));
        return made;
    };
}

/** Does something when it is first asked to while the condition holds, and never again. */
export function onceWhile(condition: () => boolean, act: () => void): () => void {
    let isDone = false;
    return () => {
        if (!isDone && condition()) {
            isDone = true;
            act();
        }
    };
}
