import { randomUUID } from "node:crypto";
import type { Journal, OpenOperation } from "../../../src/core/journal/journal.ts";
import { type Intent, type Operation, type Step, subjectKey } from "../../../src/core/journal/operation.ts";

/** A journal in memory, in which nobody else is at anything; it remembers all steps, also those of operations that have ended. */
export function fakeJournal() {
    const entries = new Map<string, Operation>();
    const written: Step[] = [];
    const questions = new Set<string>();
    const open = (first: Operation): OpenOperation => {
        let operation = first;
        return {
            get operation() {
                return operation;
            },
            async step(step) {
                written.push(step);
                operation = { ...operation, steps: [...operation.steps, step] };
                entries.set(subjectKey(operation), operation);
            },
            end: async () => void entries.delete(subjectKey(operation)),
            leave: async () => undefined,
        };
    };
    return {
        written,
        entries: () => [...entries.values()],
        async begin(intent: Intent) {
            const operation = { ...intent, id: randomUUID(), startedAt: "2026-11-21T12:00:00Z", steps: [] };
            entries.set(subjectKey(intent), operation);
            return open(operation);
        },
        interrupted: async () => [...entries.values()],
        async claimQuestion({ id }: Operation) {
            const isOpen = !questions.has(id) && [...entries.values()].some((entry) => entry.id === id);
            if (isOpen) {
                questions.add(id);
            }
            return isOpen ? { release: () => void questions.delete(id) } : undefined;
        },
        async resume(operation: Operation) {
            const current = entries.get(subjectKey(operation));
            return current && open(current);
        },
    } satisfies Journal & Record<string, unknown>;
}
