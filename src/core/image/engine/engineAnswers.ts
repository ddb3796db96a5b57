import * as z from "zod/mini";
import type { ImageLayer, LocalImage } from "./containerEngine.ts";

/** Null and absent mean the same to engines. Entrypoints of Podman's older images are text. */
const Strings = z.nullish(z.array(z.string()));
const InspectedImage = z.object({
    Id: z.string(),
    RepoTags: Strings,
    RepoDigests: Strings,
    Os: z.nullish(z.string()),
    Architecture: z.nullish(z.string()),
    Created: z.nullish(z.string()),
    Size: z.nullish(z.number()),
    Config: z.nullish(
        z.object({
            Labels: z.nullish(z.record(z.string(), z.string())),
            Entrypoint: z.nullish(z.union([z.string(), z.array(z.string())])),
            Cmd: Strings,
            User: z.nullish(z.string()),
            Env: Strings,
        }),
    ),
});

/** Reads what `image inspect` prints. An engine that found only some of the images prints those. */
export function parseImages(json: string): readonly LocalImage[] {
    return z.array(InspectedImage).parse(JSON.parse(json)).map(imageOf);
}

function imageOf({
    Id,
    RepoTags,
    RepoDigests,
    Os,
    Architecture,
    Created,
    Size,
    Config,
}: z.infer<typeof InspectedImage>): LocalImage {
    const entrypoint = Config?.Entrypoint ?? [];
    return {
        id: Id.startsWith("sha256:") ? Id : `sha256:${Id}`,
        tags: (RepoTags ?? []).filter((tag) => !tag.startsWith("<none>")).map(shortName),
        digests: (RepoDigests ?? []).filter((digest) => !digest.startsWith("<none>")).map(shortName),
        platform: `${Os ?? "linux"}/${Architecture ?? "unknown"}`,
        createdAt: Date.parse(Created ?? "") || 0,
        sizeBytes: Size ?? 0,
        labels: Config?.Labels ?? {},
        entrypoint: typeof entrypoint === "string" ? ["/bin/sh", "-c", entrypoint] : entrypoint,
        command: Config?.Cmd ?? [],
        user: Config?.User ?? "",
        environment: Config?.Env ?? [],
    };
}

/** Podman says `localhost/name` for what was built here, and knows it by `name` too. */
function shortName(name: string): string {
    return name.replace(/^localhost\//, "");
}

const Layer = z.object({
    CreatedBy: z.nullish(z.string()),
    Size: z.nullish(z.union([z.string(), z.number()])),
    size: z.nullish(z.union([z.string(), z.number()])),
});

/** Reads what `history` prints, newest first: a JSON object on each line, or Podman's one array. */
export function parseLayers(lines: string): readonly ImageLayer[] {
    return lines
        .split("\n")
        .filter((line) => line.trim() !== "")
        .flatMap((line) => z.union([z.array(Layer), Layer]).parse(JSON.parse(line)))
        .map(({ CreatedBy, Size, size }) => ({ createdBy: CreatedBy ?? "", sizeBytes: bytesOf(Size ?? size ?? 0) }));
}

const UNITS: Readonly<Record<string, number>> = {
    B: 1,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KIB: 2 ** 10,
    MIB: 2 ** 20,
    GIB: 2 ** 30,
};

function bytesOf(size: string | number): number {
    const [, amount = "0", unit = "B"] = /^([\d.]+)\s*([a-zA-Z]+)?$/.exec(String(size)) ?? [];
    return Math.round(Number(amount) * (UNITS[unit.toUpperCase()] ?? 1));
}
