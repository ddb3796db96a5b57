import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** An installed package and what it needs, each need a list of alternatives. */
interface InstalledPackage {
    readonly version: string;
    readonly essential: boolean;
    readonly needs: readonly (readonly string[])[];
}

/** The machine's packages, by name. */
export type DpkgDatabase = ReadonlyMap<string, InstalledPackage> & { readonly providers: ReadonlyMap<string, string> };

const fields = ["Package", "db:Status-Abbrev", "Version", "Essential", "Pre-Depends", "Depends", "Provides"];

export async function readDpkgDatabase(): Promise<DpkgDatabase> {
    const output = await dpkgQuery("--show", `--showformat=${fields.map((field) => `\${${field}}`).join("\\t")}\\n`);
    const packages = new Map<string, InstalledPackage>();
    const providers = new Map<string, string>();
    for (const line of output.split("\n")) {
        const [name = "", status = "", version = "", essential, preDepends = "", depends = "", provides = ""] = line.split("\t");
        if (status.startsWith("ii")) {
            const needs = [...relations(preDepends), ...relations(depends)];
            packages.set(name, { version, essential: essential === "yes", needs });
            relations(provides)
                .flat()
                .forEach((provided) => providers.set(provided, name));
        }
    }
    return Object.assign(packages, { providers });
}

/** The packages and all that they need, in order of their names. */
export function withDependencies(database: DpkgDatabase, names: readonly string[]): string[] {
    const found = new Set<string>();
    const waiting = [...names];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const real = database.has(name) ? name : database.providers.get(name);
        const installed = real === undefined ? undefined : database.get(real);
        if (real !== undefined && installed !== undefined && !found.has(real)) {
            found.add(real);
            waiting.push(...installed.needs.flat()); // of alternatives, those that are installed
        }
    }
    return [...found].toSorted();
}

/** What dpkg says of packages, as text. */
export async function dpkgQuery(...args: string[]): Promise<string> {
    return (await promisify(execFile)("dpkg-query", args, { maxBuffer: 64 << 20 })).stdout;
}

/** "a (>= 1) | b, c:any" as [["a", "b"], ["c"]]. */
function relations(text: string): string[][] {
    const groups = text.split(",").filter((group) => group.trim() !== "");
    return groups.map((group) => group.split("|").map((alternative) => alternative.trim().split(/[ (:]/)[0] ?? ""));
}
