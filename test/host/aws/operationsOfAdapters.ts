import fs from "node:fs";
import path from "node:path";
import { repository } from "../paths.ts";

/** All operations of AWS that the adapters name, called by command or by a paginator: what the extension can call, and no more. */
export function operationsOfAdapters(): readonly string[] {
    const folder = path.join(repository, "src/adapters/aws");
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const names = files.flatMap((file) => {
        const text = fs.readFileSync(path.join(folder, file), "utf8");
        return [...text.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g)].map(([, command, paged]) => command ?? paged ?? "");
    });
    return [...new Set(names)].toSorted();
}
