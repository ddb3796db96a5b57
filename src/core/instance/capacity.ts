/**
 * Whether AWS has no instance of a type to give at the moment, which is nothing that a quota changes: the name of an exception or a text such
 * as a job's FailureReason. Another size, another region or a few minutes help.
 */
export function isCapacityError(text: string): boolean {
    return /\bInsufficientInstanceCapacity\b|\bCapacityError\b|Unable to provision requested ML compute capacity|Insufficient capacity error/i.test(
        text,
    );
}
