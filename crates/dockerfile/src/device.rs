//! The values of `RUN --device`, as BuildKit's instructions/commands_rundevice.go reads them.

use crate::boolean::boolean;
use crate::instruction_problem::DeviceProblem;
use crate::suggest::suggest;

/// A device that a `RUN` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// `vendor.com/class=name`, or a pattern of such names.
    pub name: String,
    /// Whether the build fails without it.
    pub required: bool,
}

/// Reads `name[,required]` or `name=…[,required=true]`.
pub fn parse_device(text: &str) -> Result<Device, DeviceProblem> {
    let mut device = Device::default();
    for field in text.split(',') {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(value)),
            None => (field.to_lowercase(), None),
        };
        match (key.as_str(), value) {
            ("required", None) => device.required = true,
            ("required", Some(value)) => {
                let parsed = boolean(value);
                device.required =
                    parsed.ok_or_else(|| DeviceProblem::NotBoolean(value.to_owned()))?;
            }
            ("name", Some(_)) if !device.name.is_empty() => {
                return Err(DeviceProblem::SecondName(device.name));
            }
            ("name", Some(value)) => value.clone_into(&mut device.name),
            (_, _) if device.name.is_empty() => field.clone_into(&mut device.name),
            (_, None) => return Err(DeviceProblem::NoValue(field.to_owned())),
            (_, Some(_)) => {
                let suggestion = suggest(&key, &["name", "required"]).map(str::to_owned);
                return Err(DeviceProblem::UnknownKey { key, field: field.to_owned(), suggestion });
            }
        }
    }
    Ok(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_a_name_and_may_be_required() {
        for (text, expected) in [
            ("vendor.com/gpu=all", Ok(("vendor.com/gpu=all", false))),
            ("vendor.com/gpu=all,required", Ok(("vendor.com/gpu=all", true))),
            ("name=vendor.com/gpu,required=0", Ok(("vendor.com/gpu", false))),
            ("a,name=b", Err("device name already set to a")),
            ("a,b", Err("invalid field 'b' must be a key=value pair")),
            ("a,required=2", Err("invalid value for required: 2")),
            (
                "a,requird=1",
                Err("unexpected key 'requird' in 'requird=1' (did you mean required?)"),
            ),
        ] {
            let got = parse_device(text).map_err(|it| it.to_string());
            let got = got.as_ref().map(|it| (it.name.as_str(), it.required));
            assert_eq!(got.map_err(String::as_str), expected, "{text}");
        }
    }
}
