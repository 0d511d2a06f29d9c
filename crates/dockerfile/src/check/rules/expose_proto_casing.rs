//! ExposeProtoCasing: `tcp` and `udp` are written in small letters.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "ExposeProtoCasing",
    description: "Protocol in EXPOSE instruction should be lowercase",
    explanation: "Other tools compare the protocol letter by letter; write `tcp`, `udp` or `sctp`.",
    status: Status::Stable,
    page: "expose-proto-casing",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        let Instruction::Expose(ports) = &step.instruction else { continue };
        for port in ports {
            let protocol = port.split_once('/').map_or("", |it| it.1);
            if protocol != protocol.to_lowercase() {
                let detail =
                    format!("Defined protocol '{port}' in EXPOSE instruction should be lowercase");
                report.add(&step.place, detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn capitals_in_a_protocol_are_found_behind_variables_too() {
        let found = "3: Defined protocol '80/TCP' in EXPOSE instruction should be lowercase";
        finds(&RULE, &[("FROM a\nENV P=80/TCP\nEXPOSE $P 81/udp 82\n", &[found])]);
    }
}
