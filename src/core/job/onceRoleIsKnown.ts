interface Needs {
    /** Whether the role was made a moment ago: only then is that nobody can assume it no last word. */
    readonly isNewRole: () => Promise<boolean>;
    /** Milliseconds. */
    readonly now: () => number;
    /** Between two attempts. */
    readonly rest: () => Promise<void>;
}

/** How long a role that is new may stay unknown. */
const PROPAGATION_MS = 120_000;

/** For so long a role counts as new. */
export const NEW_ROLE_MS = 300_000;

/** Creates what runs under a role, and does so again while SageMaker refuses the role because it is new. */
export async function onceRoleIsKnown<T>(create: () => Promise<T>, needs: Needs, signal: AbortSignal): Promise<T> {
    const until = needs.now() + PROPAGATION_MS;
    for (let isNew: boolean | undefined; ;) {
        try {
            return await create();
        } catch (error) {
            if (!isRoleUnknown(error) || needs.now() > until) {
                throw error;
            }
            // Who may not read roles is told of the refusal, not of that.
            isNew ??= await needs.isNewRole().catch(() => false);
            signal.throwIfAborted();
            if (!isNew) {
                throw error;
            }
            await needs.rest();
        }
    }
}

function isRoleUnknown(error: unknown): boolean {
    return error instanceof Error && /could not assume role/i.test(error.message);
}
