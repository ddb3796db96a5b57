import { globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "./paths.ts";

// Writes dist/THIRD-PARTY-NOTICES.md: the licences of all packages that the bundles hold, told from their source maps.
const packagesOf = Map.groupBy(bundledPackages(), licenceOf);
const sections = Array.from(packagesOf, ([licence, names]) => `## ${names.map(versionOf).join(", ")}\n\n${licence}`);
const title = "# Third-party notices\n\nThe bundles of this extension hold code of these packages.";
writeFileSync(path.join(repository, "dist/THIRD-PARTY-NOTICES.md"), `${[title, ...sections].join("\n\n")}\n`);

function bundledPackages(): string[] {
    const maps = globSync("dist/**/*.map", { cwd: repository }).map((file) => readFileSync(path.join(repository, file), "utf8"));
    const names = maps.flatMap((map) =>
        [...map.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name = ""]) => name),
    );
    // The panel's style sheet leaves no trace in a map.
    return [...new Set([...names, "uplot"])].toSorted();
}

function versionOf(name: string): string {
    const { version, license } = JSON.parse(readFileSync(folderOf(name, "package.json"), "utf8"));
    return `${name} ${version} (${license})`;
}

function licenceOf(name: string): string {
    const file = readdirSync(folderOf(name)).find((entry) => /^licen[cs]e/i.test(entry));
    return file === undefined
        ? "These packages come without a text of the licence that they name."
        : readFileSync(folderOf(name, file), "utf8").trim();
}

function folderOf(name: string, file = ""): string {
    return path.join(repository, "node_modules", name, file);
}
