/** Does something with the newest value at once, and then no more often than every `ms`. */
export function atMostEvery<T>(ms: number, act: (value: T) => void): (value: T) => void {
    let waiting: { value: T } | undefined;
    let resting = false;
    return function take(value) {
        if (resting) {
            waiting = { value };
            return;
        }
        act(value);
        resting = true;
        setTimeout(() => {
            resting = false;
            const next = waiting;
            waiting = undefined;
            if (next) {
                take(next.value);
            }
        }, ms);
    };
}
