/**
 * Resources of one kind by name. `put` and `delete` return when the change is on disk and would survive `kill -9`:
 * what Local SageMaker has acknowledged is never lost.
 */
export interface Table<T> {
    get(name: string): T | undefined;
    all(): readonly T[];
    put(name: string, value: T): void;
    delete(name: string): void;
}
