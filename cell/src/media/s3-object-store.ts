/** An object store behind the S3 API: Amazon's own, or one that speaks like it (URLs with the bucket in the path). */

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  URL_LIFE_MS,
  type MultipartUpload,
  type ObjectStore,
  type PutContent,
  type StoredPart,
} from "./object-store.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 5_000;
const ATTEMPTS_MAX = 2;
/** S3 lists 1,000 parts a page, and takes 10,000. */
const PART_PAGES_MAX = 10;
/** Of one name; more than one is what a gateway left that died between the store and the database. */
const UPLOADS_OF_NAME_MAX = 100;
/**
 * Hoisted into the query they would be mere wishes; signed as headers they bind. The checksum is what notices a body that
 * was cut off: not every store compares what came with the declared length.
 */
const SIGNED_HEADERS = ["content-length", "x-amz-checksum-sha256"];

export interface S3Options {
  /** As the cell's processes reach it. */
  readonly endpoint: string;
  /** As devices reach it. */
  readonly publicEndpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export class S3ObjectStore implements ObjectStore {
  readonly #bucket: string;
  readonly #s3: S3Client;
  /** Signs for the address that devices use; never connects. */
  readonly #signer: S3Client;

  constructor(options: S3Options) {
    this.#bucket = options.bucket;
    this.#s3 = client(options, options.endpoint);
    this.#signer = client(options, options.publicEndpoint);
  }

  putUrl({ name, ...content }: PutContent & { readonly name: string }): Promise<string> {
    return this.#sign(new PutObjectCommand({ ...this.#object(name), ...signed(content) }));
  }

  async beginParts(name: string): Promise<string> {
    // Parts come with checksums only where the upload was begun for them.
    const begun = { ...this.#object(name), ChecksumAlgorithm: "SHA256" } as const;
    const { UploadId } = await this.#s3.send(new CreateMultipartUploadCommand(begun));
    if (UploadId === undefined) throw new Error("the object store named no upload");
    return UploadId;
  }

  partUrl({ part, ...rest }: MultipartUpload & PutContent & { readonly part: number }): Promise<string> {
    return this.#sign(new UploadPartCommand({ ...this.#upload(rest), PartNumber: part, ...signed(rest) }));
  }

  async storedParts(upload: MultipartUpload): Promise<readonly StoredPart[] | undefined> {
    const stored: StoredPart[] = [];
    try {
      for (let page = 0, after: string | undefined; page < PART_PAGES_MAX; page++) {
        const listing = { ...this.#upload(upload), PartNumberMarker: after };
        const { Parts = [], IsTruncated, NextPartNumberMarker } = await this.#s3.send(new ListPartsCommand(listing));
        for (const { PartNumber, Size, ETag, ChecksumSHA256 } of Parts)
          if (PartNumber !== undefined && Size !== undefined && ETag !== undefined)
            stored.push({ part: PartNumber, bytes: Size, etag: ETag, sha256: ChecksumSHA256 });
        if (!IsTruncated) break;
        after = NextPartNumberMarker;
      }
    } catch (error) {
      if (isNamed(error, "NoSuchUpload")) return undefined;
      throw error;
    }
    return stored;
  }

  async completeParts(upload: MultipartUpload, parts: readonly StoredPart[]): Promise<void> {
    const Parts = parts.map(({ part, etag, sha256 }) => ({ PartNumber: part, ETag: etag, ChecksumSHA256: sha256 }));
    await this.#s3.send(new CompleteMultipartUploadCommand({ ...this.#upload(upload), MultipartUpload: { Parts } }));
  }

  async bytesOf(name: string): Promise<number | undefined> {
    try {
      return (await this.#s3.send(new HeadObjectCommand(this.#object(name)))).ContentLength;
    } catch (error) {
      if (error instanceof NotFound || isNamed(error, "NoSuchKey")) return undefined;
      throw error;
    }
  }

  getUrl(name: string): Promise<string> {
    return this.#sign(new GetObjectCommand(this.#object(name)));
  }

  async remove(name: string): Promise<void> {
    // Uploads first: one that completes in between would leave an object that nobody knows.
    const listing = { Bucket: this.#bucket, Prefix: name, MaxUploads: UPLOADS_OF_NAME_MAX };
    const { Uploads = [] } = await this.#s3.send(new ListMultipartUploadsCommand(listing));
    for (const { Key, UploadId } of Uploads)
      if (Key === name && UploadId !== undefined) await this.#abort({ name, uploadId: UploadId });
    await this.#s3.send(new DeleteObjectCommand(this.#object(name)));
  }

  close(): void {
    this.#s3.destroy();
    this.#signer.destroy();
  }

  async #abort(upload: MultipartUpload): Promise<void> {
    try {
      await this.#s3.send(new AbortMultipartUploadCommand(this.#upload(upload)));
    } catch (error) {
      if (!isNamed(error, "NoSuchUpload")) throw error;
    }
  }

  #object(name: string) {
    return { Bucket: this.#bucket, Key: name };
  }

  #upload({ name, uploadId }: MultipartUpload) {
    return { ...this.#object(name), UploadId: uploadId };
  }

  #sign(command: PutObjectCommand | UploadPartCommand | GetObjectCommand): Promise<string> {
    const lifetime = { expiresIn: URL_LIFE_MS / 1000, unhoistableHeaders: new Set(SIGNED_HEADERS) };
    return getSignedUrl(this.#signer, command as GetObjectCommand, lifetime);
  }
}

function client(options: S3Options, endpoint: string): S3Client {
  const { region, accessKeyId, secretAccessKey } = options;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // Those of bytes are in the URLs that devices use; the cell sends no bytes.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

function signed({ bytes, sha256 }: PutContent) {
  return { ContentLength: bytes, ChecksumSHA256: sha256 };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
