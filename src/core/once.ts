/** Makes something when it is first asked for; what failed to be made is tried anew the next time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => {
        made ??= make();
        made.catch(() => (made = undefined));
        return made;
    };
}
