"""S3, EFS, backups."""

from __future__ import annotations

from finops.estimate.charge import Items, Unpriced
from finops.estimate.registry import free, not_priced, price
from finops.estimate.view import View

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
LIFECYCLES = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
_COLD = {
    "STANDARD_IA": ("s3.storage/STANDARD_IA", "infrequentGb"),
    "ONEZONE_IA": ("s3.storage/ONEZONE_IA", "infrequentGb"),
    "GLACIER_IR": ("s3.storage/GLACIER_IR", "archiveGb"),
    "GLACIER": ("s3.storage/GLACIER", "archiveGb"),
    "DEEP_ARCHIVE": ("s3.storage/DEEP_ARCHIVE", "archiveGb"),
}


@price(*BUCKETS)
def bucket(view: View) -> Items:
    """Storage and requests."""
    yield view.metered("Standard storage", "s3.storage/STANDARD", "standardGb")
    yield view.metered("Writes and lists", "s3.requests/put/STANDARD", "monthlyWrites", per=1000)
    yield view.metered("Reads", "s3.requests/get/STANDARD", "monthlyReads", per=1000)


@price(*BUCKETS)
def cold(view: View) -> Items:
    """Storage classes that the lifecycle moves objects to."""
    for class_ in sorted(_transitions(view)):
        if class_ == "INTELLIGENT_TIERING":
            yield view.metered("Intelligent-Tiering, frequent", "s3.storage/INTELLIGENT_TIERING/frequent", "tieredGb")
            row = "s3.monitoring/INTELLIGENT_TIERING"
            yield view.metered("Intelligent-Tiering, monitoring", row, "tieredObjects", per=1000)
        elif class_ in _COLD:
            row, key = _COLD[class_]
            yield view.metered(f"Storage, {class_}", row, key)
        else:
            raise Unpriced(f"storage class {class_} has no row")


def _transitions(view: View) -> set[str]:
    owners = [owner for type_ in LIFECYCLES for owner in view.referrers(type_, "bucket")]
    rules = [rule for owner in owners for rule in owner.blocks("rules")]
    rules += view.blocks("lifecycleRules")
    return {
        step.text("storageClass")
        for rule in rules
        for kind in ("transitions", "noncurrentVersionTransitions")
        for step in rule.blocks(kind)
    }


@price("aws:efs/fileSystem:FileSystem")
def files(view: View) -> Items:
    """Files."""
    one_zone = view.given("availabilityZoneName")
    yield view.metered("Storage", f"efs.storage/{'one-zone' if one_zone else 'standard'}", "storageGb")
    if view.count("lifecyclePolicies") or view.given("lifecyclePolicies"):
        yield view.metered("Infrequent access storage", "efs.storage/ia", "infrequentGb")


@price("aws:efs/fileSystem:FileSystem")
def throughput(view: View) -> Items:
    """Throughput."""
    mode = view.text("throughputMode", "bursting")
    if mode == "provisioned":
        yield view.charge("Throughput", "efs.throughput", mibps=view.number("provisionedThroughputInMibps"))
    elif mode != "bursting":
        raise Unpriced(f"throughputMode {mode} has no row")


free(
    "charged with its bucket",
    *LIFECYCLES,
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
    "aws:s3/bucketLogging:BucketLogging",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "aws:s3/bucketMetric:BucketMetric",
    "aws:s3/accessPoint:AccessPoint",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
)
free(
    "charged with its file system",
    "aws:efs/accessPoint:AccessPoint",
    "aws:efs/backupPolicy:BackupPolicy",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:efs/mountTarget:MountTarget",
)
free("charged by what is stored in its vault", "aws:backup/plan:Plan", "aws:backup/selection:Selection")
not_priced(
    "no row with evidence yet",
    "aws:backup/vault:Vault",
    "aws:s3/inventory:Inventory",
    "aws:s3/directoryBucket:DirectoryBucket",
    "aws:fsx/lustreFileSystem:LustreFileSystem",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "aws:transfer/server:Server",
)
