import { sizeText } from "../../text/sizeText.ts";
import type { LocalImage } from "../engine/containerEngine.ts";
import type { StoredManifest } from "../push/imageRepositories.ts";
import { readManifest } from "../push/manifest.ts";
import { platformOf } from "../platform.ts";
import { verdictOn } from "../push/pushVerdict.ts";
import type { ImageUse } from "./imageFacts.ts";
import type { ImageFinding } from "./imageFindings.ts";
import { findingLines, monthlyCost } from "./imageReport.ts";
import { code, heading, table, text } from "../../text/markdown.ts";

/** Writes as Markdown what the registry's manifest tells of an image; `local` is the same image where the engine has it. */
export function storedReport(name: string, stored: StoredManifest, local: LocalImage | undefined, use: ImageUse): string {
    const manifest = readManifest(stored);
    const layers = manifest?.kind === "image" ? manifest.layers : [];
    const bytes = layers.reduce((sum, { size }) => sum + size, 0);
    const rows = [
        ["Digest", code(stored.digest)],
        ["Form of the manifest", code(stored.mediaType)],
        ...(layers.length === 0
            ? []
            : [
                  ["Size, compressed", text(sizeText(bytes))],
                  ["ECR", text(monthlyCost(bytes))],
              ]),
    ];
    return [
        heading(1, name),
        findingLines(verdictFindings(stored, local, use)),
        table(["Property", "Value"], rows),
        ...(layers.length === 0 ? [] : [heading(2, "Layers in the registry"), layerTable(layers)]),
    ].join("\n\n");
}

function layerTable(layers: readonly { readonly digest: string; readonly size: number }[]): string {
    return table(
        ["Size, compressed", "Digest"],
        layers.map(({ digest, size }) => [text(sizeText(size)), code(digest)]),
    );
}

function verdictFindings(stored: StoredManifest, local: LocalImage | undefined, use: ImageUse): readonly ImageFinding[] {
    const wanted = platformOf("training", use.trainingInstanceType);
    const verdict = verdictOn(stored, { local, wanted });
    const look: readonly ImageFinding[] = local
        ? []
        : [
              {
                  verdict: "careful",
                  text: "The engine of this machine does not have it: pull it to have its programs looked at too.",
              },
          ];
    if (verdict.kind !== "accepted") {
        const remedy =
            verdict.kind === "repairable"
                ? " Repair Image for SageMaker… puts its manifest again in the form that it takes."
                : "";
        return [{ verdict: "bad", text: `SageMaker refuses it: ${verdict.reason}.${remedy}` }, ...look];
    }
    return [
        ...look,
        ...verdict.notes.map((note): ImageFinding => ({ verdict: "careful", text: note })),
        { verdict: "good", text: "SageMaker takes the form of its manifest." },
    ];
}
