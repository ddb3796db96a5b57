import { sizeText } from "../../text/sizeText.ts";
import type { ImageFacts, ImageProgram, ImageUse } from "./imageFacts.ts";
import { type ImageFinding, imageFindings } from "./imageFindings.ts";
import { bulletList, code, heading, table, text } from "../../text/markdown.ts";

const MARKS: Readonly<Record<ImageFinding["verdict"], string>> = { good: "✔ Good", careful: "⚠ Careful", bad: "✖ Bad" };

/** Writes what was found in an image as Markdown, findings first. Nothing in it counts as Markdown but what is written here. */
export function imageReport(name: string, facts: ImageFacts, use: ImageUse): string {
    const { image, layers } = facts;
    const assumed = use.isChosen ? "" : " No sagemaker.json of its crate is open: these instance types are the defaults.";
    return [
        heading(1, name),
        findingLines(imageFindings(facts, use)),
        text(
            `Checked for training on ${use.trainingInstanceType} and endpoints on ${use.endpointInstanceType}.${assumed} Nothing of the image was run.`,
        ),
        heading(2, "Image"),
        table(
            ["Property", "Value"],
            [
                ["Id", code(image.id)],
                ["Tags", image.tags.map(code).join(" ")],
                ["Platform", text(image.platform)],
                ["Built", text(image.createdAt > 0 ? new Date(image.createdAt).toISOString() : "unknown")],
                ["Base", code(image.labels["org.opencontainers.image.base.name"] ?? "") || "not told by a label"],
                ["System", text(facts.system ?? "none that tells its name")],
                ["C library", text(facts.glibc === undefined ? "no glibc" : `glibc ${facts.glibc}`)],
                ["CUDA", text(facts.cuda ?? "none")],
                ["Entry point", code(image.entrypoint.join(" ")) || "none"],
                ["Command", code(image.command.join(" ")) || "none"],
                ["User", text(image.user || "root")],
                ["Size, unpacked", text(sizeText(image.sizeBytes))],
                ["ECR", text(`${monthlyCost(image.sizeBytes)}; it is billed compressed, which is less`)],
            ],
        ),
        heading(2, "Programs"),
        table(
            ["Program", "Size", "Architecture", "Needs glibc", "Libraries", "Symbols"],
            [programRow("train", facts.train), programRow("serve", facts.serve)],
        ),
        heading(2, "Layers"),
        table(
            ["Size", "Instruction"],
            layers
                .filter(({ sizeBytes }) => sizeBytes > 0)
                .map(({ sizeBytes, createdBy }) => [text(sizeText(sizeBytes)), code(createdBy) || "–"]),
        ),
    ].join("\n\n");
}

/** A line for each finding; the word says what the mark shows. */
export function findingLines(findings: readonly ImageFinding[]): string {
    return bulletList(findings.map((finding) => `**${MARKS[finding.verdict]}:** ${text(finding.text)}`));
}

/** What so many bytes cost in ECR. The price is the list price of us-east-1, per month and 10⁹ bytes, and may have changed. */
export function monthlyCost(bytes: number): string {
    const dollars = (bytes / 1e9) * 0.1;
    const amount = dollars < 0.01 ? "less than $0.01" : `$${dollars.toFixed(2)}`;
    return `${amount} a month at $0.10 for a gigabyte (list price in us-east-1, which may have changed)`;
}

function programRow(name: string, program: ImageProgram | undefined): readonly string[] {
    if (program === undefined) {
        return [text(name), "not on the PATH", "", "", "", ""];
    }
    const { path, sizeBytes, elf, missing } = program;
    const libraries = (elf?.needed ?? []).map((library) => (missing.includes(library) ? `${library} (missing)` : library));
    const debug = elf !== undefined && elf.debugBytes > 0 ? `, ${sizeText(elf.debugBytes)} of debug information` : "";
    return [
        code(path),
        text(sizeText(sizeBytes)),
        text(elf?.architecture ?? "a script"),
        text(elf?.glibc ?? "–"),
        text(elf === undefined ? "–" : libraries.join(", ") || "none, it is static"),
        text(elf === undefined ? "–" : (elf.hasSymbols ? "yes" : "stripped") + debug),
    ];
}
