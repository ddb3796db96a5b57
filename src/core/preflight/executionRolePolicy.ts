import type { Right } from "./rights.ts";

/** A policy that allows these rights and nothing else, to be read by people before a role is made of it. */
export function policyOf(rights: readonly Right[]): string {
    const byActions = new Map<string, { readonly actions: readonly string[]; readonly resources: Set<string> }>();
    for (const { actions, resource } of rights) {
        const key = actions.join();
        const known = byActions.get(key) ?? { actions, resources: new Set<string>() };
        known.resources.add(resource);
        byActions.set(key, known);
    }
    const Statement = Array.from(byActions.values(), ({ actions, resources }) => ({
        Effect: "Allow",
        Action: actions,
        Resource: [...resources],
    }));
    return JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 4);
}
