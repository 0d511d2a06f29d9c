//! Images as archives that any tool of OCI reads.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::content::Content;
use crate::digest::Digest;
use crate::entry::{EntryKind, Metadata};
use crate::image::Image;
use crate::reference::Reference;
use crate::tar::{TarKind, TarMember, write_tar};
use crate::time::SimTime;

/// `image` as an OCI image layout. (OCI image-spec: image-layout.md.)
pub fn save_layout(image: &Image, names: &[Reference]) -> Vec<u8> {
    let mut files = Files::default();
    files.add("oci-layout".to_string(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
    let layers: Vec<Value> = image
        .layers()
        .iter()
        .map(|it| files.blob("application/vnd.oci.image.layer.v1.tar", it.tar()))
        .collect();
    let config = image.config().json().into_bytes();
    let config = files.blob("application/vnd.oci.image.config.v1+json", config);
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2, "mediaType": media_type, "config": config, "layers": layers,
    });
    let mut manifest = files.blob(media_type, manifest.to_string().into_bytes());
    if let Some(name) = names.first() {
        let name = name.clone().tagged();
        manifest["annotations"] = json!({
            "io.containerd.image.name": name.to_string(),
            "org.opencontainers.image.ref.name": name.tag().unwrap_or("latest"),
        });
    }
    let index = json!({ "schemaVersion": 2, "manifests": [manifest] });
    files.add("index.json".to_string(), index.to_string().into_bytes());
    write_tar(&files.members)
}

/// Files of an archive, each name once.
#[derive(Default)]
struct Files {
    members: Vec<TarMember>,
    names: BTreeSet<Rc<str>>,
}

impl Files {
    fn add(&mut self, name: String, bytes: Vec<u8>) {
        if self.names.insert(Rc::from(name.as_str())) {
            let metadata = Metadata::root(0o644, SimTime::default());
            let kind = TarKind::Entry(EntryKind::File(Content::new(bytes)));
            self.members.push(TarMember { name, metadata, kind });
        }
    }

    /// Adds content by its digest; gives its descriptor.
    fn blob(&mut self, media_type: &str, bytes: Vec<u8>) -> Value {
        let digest = Digest::of(&bytes);
        let descriptor =
            json!({ "mediaType": media_type, "digest": digest.to_string(), "size": bytes.len() });
        self.add(format!("blobs/sha256/{}", digest.hex()), bytes);
        descriptor
    }
}
