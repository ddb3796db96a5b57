/** Pairs of texts: as AWS's clients know it, and as Local SageMaker does. */
export interface Rewriting {
    /** From now on the first stands for the second, which Local SageMaker alone sees. */
    add(forClients: string, forLocal: string): void;
    toLocal(body: Buffer): Buffer;
    toClients(body: Buffer): Buffer;
}

/** Rewrites bodies in both directions; later pairs go before earlier ones, as they are narrower. */
export function rewriting(first: readonly (readonly [forClients: string, forLocal: string])[]): Rewriting {
    const pairs = [...first];
    const replaceAll = (body: Buffer, from: 0 | 1, to: 0 | 1) =>
        Buffer.from(pairs.toReversed().reduce((text, pair) => text.replaceAll(pair[from], pair[to]), body.toString()));
    return {
        add: (forClients, forLocal) => void pairs.push([forClients, forLocal]),
        toLocal: (body) => replaceAll(body, 0, 1),
        // The narrow pairs hold what the wide ones have made of a text.
        toClients: (body) => replaceAll(body, 1, 0),
    };
}
