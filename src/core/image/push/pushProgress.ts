/** How far a push is, in layers: the engine tells no sizes where it does not write to a terminal. */
export interface PushProgress {
    readonly layers: number;
    /** Those that are in the registry now, however they came there. */
    readonly done: number;
    /** Those of `done` that were in the registry before. */
    readonly reused: number;
}

/** `abc123: Pushed` by Docker and Finch. Podman says `Copying blob abc123 done`. */
const DOCKER_LAYER = /^([0-9a-f]{12,64}): (.+)$/;
const PODMAN_LAYER = /^Copying blob (?:sha256:)?([0-9a-f]{12,64})\s*(.*)$/;
/** Podman does not say when a layer has arrived, but what comes after all of them. */
const ALL_THERE = /^(?:Copying config|Writing manifest)/;
const REUSED = /^(?:Layer already exists|Mounted from|skipped)/;
const PUSHED = /^(?:Pushed|done)/;

/** Reads what an engine prints during a push, in pieces of any length, and answers how far it is now. */
export function pushProgress(): (text: string) => PushProgress {
    const states = new Map<string, "waiting" | "pushed" | "reused">();
    let unfinished = "";
    return (text) => {
        const lines = (unfinished + text).split(/[\r\n]+/);
        unfinished = lines.pop() ?? "";
        for (const line of lines) {
            const [, layer, state = ""] = DOCKER_LAYER.exec(line.trim()) ?? PODMAN_LAYER.exec(line.trim()) ?? [];
            if (ALL_THERE.test(line)) {
                states.forEach((before, one) => states.set(one, before === "waiting" ? "pushed" : before));
            } else if (layer !== undefined) {
                states.set(layer, PUSHED.test(state) ? "pushed" : REUSED.test(state) ? "reused" : "waiting");
            }
        }
        const all = [...states.values()];
        const reused = all.filter((state) => state === "reused").length;
        return { layers: all.length, done: all.filter((state) => state !== "waiting").length, reused };
    };
}

/** `5 of 9 layers, 3 were there`; empty while nothing is known. */
export function progressText({ layers, done, reused }: PushProgress): string {
    const kept = reused === 0 ? "" : `, ${reused} ${reused === 1 ? "was" : "were"} there`;
    return layers === 0 ? "" : `${done} of ${layers} layers${kept}`;
}

/** The digest that the engine names at the end: `v1: digest: sha256:… size: 1234`. */
export function pushedDigest(printed: string): string | undefined {
    return /\bdigest: (sha256:[0-9a-f]{64})\b/.exec(printed)?.[1];
}
