#![expect(missing_docs,unused)]
use anyhow::Result;
pub struct Git; impl Git{ pub fn open(w:&crate::workspace::Workspace,c:std::sync::Arc<std::sync::atomic::AtomicBool>)->Result<Self>{todo!()} pub fn update_ref(&self,n:&str,a:&str,b:Option<&str>)->Result<bool>{todo!()}}
