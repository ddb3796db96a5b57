/** ECR's form of a repository's name, and its length. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Says what is wrong with a repository's name, before ECR would refuse it; undefined when nothing is. */
export function repositoryNameFault(name: string): string | undefined {
    if (name.length < 2 || name.length > 256) {
        return `A name has 2 to 256 characters; this has ${name.length}.`;
    }
    return NAME.test(name) ? undefined : 'Only lower-case letters and digits, with single ".", "_", "-" or "/" between them.';
}

/**
 * A lifecycle policy for the images of a crate: those without a tag go after two weeks, and of all others the last fifty are kept. ECR asks
 * nobody before it deletes, so that an endpoint may lose the image that it would start its next instance from.
 */
export const LIFECYCLE_POLICY = JSON.stringify({
    rules: [
        {
            rulePriority: 1,
            description: "Images without a tag go after 14 days",
            selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 },
            action: { type: "expire" },
        },
        {
            rulePriority: 2,
            description: "The last 50 images are kept",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 50 },
            action: { type: "expire" },
        },
    ],
});
