//! The image `alpine`.

use std::rc::Rc;

use image::{ContainerConfig, FileTree, History, Image, ImageConfig, Layer, RootFs, SimTime};

/// Bytes of the compressed layer, as the real registry counts them.
pub(crate) const DOWNLOAD: u64 = 3_800_000;

/// 2025-10-08T11:04:56Z
const CREATED: SimTime = SimTime::from_seconds(1_759_921_496);
const SEARCH_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const ROOT_FS: &str = "ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit";

/// The image `alpine:3.22.2`.
pub(crate) fn image() -> Image {
    let tree = FileTree::default();
    let layer = Layer::seal(tree.diff(&FileTree::default()));
    let history = |created_by: &str, empty_layer| History {
        created: CREATED,
        author: String::new(),
        created_by: created_by.to_string(),
        comment: String::from("buildkit.dockerfile.v0"),
        empty_layer,
    };
    let config = ImageConfig {
        architecture: String::from("amd64"),
        author: String::new(),
        config: ContainerConfig {
            env: vec![String::from(SEARCH_PATH)],
            cmd: Some(vec![String::from("/bin/sh")]),
            working_dir: String::from("/"),
            ..ContainerConfig::default()
        },
        container: String::new(),
        container_config: None,
        created: CREATED,
        docker_version: String::new(),
        history: vec![history(ROOT_FS, false), history("CMD [\"/bin/sh\"]", true)],
        os: String::from("linux"),
        rootfs: RootFs { kind: String::from("layers"), diff_ids: vec![layer.diff_id()] },
    };
    Image::new(config, vec![Rc::new(layer)], tree)
}
