//! ExposeInvalidFormat: `EXPOSE` names ports of the container only.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "ExposeInvalidFormat",
    description: "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
    explanation: "EXPOSE says where the container listens. Which port or address of the host leads there is \
        decided by whoever runs it, with `docker run -p`.",
    status: Status::Stable,
    page: "expose-invalid-format",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        let Instruction::Expose(ports) = &step.instruction else { continue };
        for port in ports.iter().filter(|it| it.rsplit_once(':').is_some_and(|it| !it.0.is_empty()))
        {
            let detail = format!(
                "EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"
            );
            report.add(&step.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn an_address_or_a_port_of_the_host_is_too_much() {
        let found = "2: EXPOSE instruction should not define an IP address or host-port mapping, found '1:80'";
        finds(&RULE, &[("FROM a\nEXPOSE 80 1:80 81/udp\n", &[found])]);
    }
}
