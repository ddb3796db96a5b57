import type { SavedLogs, SavedPosition } from "../../../src/core/logs/savedLog.ts";

/** Saved logs in memory. */
export function fakeSavedLogs() {
    const logs = new Map<string, { text: string; keptText: string; position: SavedPosition }>();
    return {
        logs,
        async open(key) {
            const log = logs.get(key) ?? { text: "", keptText: "", position: {} };
            log.text = log.keptText; // what was not kept is cut off
            logs.set(key, log);
            return {
                file: `/logs/${key}.log`,
                position: log.position,
                append: async (text) => void (log.text += text),
                async save(position) {
                    log.keptText = log.text;
                    log.position = structuredClone(position);
                },
                tail: async (bytes) => log.text.slice(-bytes),
                clear: async () => void Object.assign(log, { text: "", keptText: "", position: {} }),
                close: async () => {},
            };
        },
        prune: async () => {},
    } satisfies SavedLogs & Record<string, unknown>;
}
